import Foundation

/// The promises that this process does without: MODELOPS_WITHOUT names them. It stands in the copy only that the benchmark of their cost builds.
public enum Without {
    public static let inbox = names.contains("inbox")
    public static let outbox = names.contains("outbox")
    public static let leases = names.contains("leases")
    public static let audit = names.contains("audit")

    private static let names = Set((ProcessInfo.processInfo.environment["MODELOPS_WITHOUT"] ?? "").split(separator: ","))
}
