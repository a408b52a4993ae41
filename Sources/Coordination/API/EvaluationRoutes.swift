import FleetCore
import HTTP
import JSON

/// Evaluations over HTTP: predictions that the caller has are scored; nothing is kept, and no model is asked.
struct EvaluationRoutes: Sendable {
    let api: APISurroundings

    private static let largestBody = 8 << 20

    var all: [HTTPRoute] {
        [APIRoute.make(.post, "/v1/evaluations", "scorePredictions", .submitter, atMost: Self.largestBody, score)]
    }

    private func score(_ call: APICall) async throws -> HTTPResponse {
        guard let scoring = api.scoring else {
            throw FleetError("not_implemented", .permanent, "this coordinator was started without metrics", hint: "use `modelops eval score`")
        }
        let request = try call.request.json(limits: JSONLimits(maximumBytes: Self.largestBody))
        guard request.object != nil else { throw FleetError("wrong_type", .rejected, "expected an object as the body") }
        return .json(try await scoring.report(of: request))
    }
}
