/// The views that a job can name in `materialize.views`. A new one is a file in this folder and a line here.
public enum BuiltinViews {
    public static let all: [any FeatureView] = [
        TextStatsView()
    ]
}
