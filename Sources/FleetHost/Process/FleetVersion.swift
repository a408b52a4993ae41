/// The version of this release, as every process tells it.
public enum FleetVersion {
    public static let current = "0.1.0"
}
