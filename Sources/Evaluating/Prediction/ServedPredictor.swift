import FleetCore
import Providers
import WorkerKit

/// Answers of a model through an OpenAI-compatible endpoint, a few requests at a time; a failed request is an error of its item, not a wrong answer.
struct ServedPredictor: Sendable {
    let model: any ChatModel
    /// Tokens that an answer may have: twice what the longest expected answer needs, by the rule of four bytes a token.
    let maximumTokens: Int
    let parallel: Int

    init(model: any ChatModel, items: [EvaluationItem], parallel: Int) {
        self.model = model
        self.parallel = parallel
        let longest = items.map { $0.expected.utf8.count }.max() ?? 0
        maximumTokens = min(1024, max(12, longest / 2))
    }

    func predict(_ items: [EvaluationItem], in context: any TaskContext) async throws -> [Prediction] {
        var predictions = [Prediction?](repeating: nil, count: items.count)
        try await withThrowingTaskGroup(of: (Int, Prediction).self) { group in
            var next = 0
            var done = 0
            while next < min(parallel, items.count) {
                let place = next
                group.addTask { (place, try await ask(items[place])) }
                next += 1
            }
            while let (place, prediction) = try await group.next() {
                predictions[place] = prediction
                done += 1
                context.report(Progress(done: Double(done), total: Double(items.count), unit: "items", message: "asking \(items.count) items"))
                guard next < items.count, !context.drain.isSet else { continue }
                let following = next
                group.addTask { (following, try await ask(items[following])) }
                next += 1
            }
        }
        if context.drain.isSet, predictions.contains(where: { $0 == nil }) { throw CancellationError() }
        return predictions.compactMap { $0 }
    }

    private func ask(_ item: EvaluationItem) async throws -> Prediction {
        do {
            let request = ChatRequest(turns: [ChatTurn(role: "user", content: item.prompt)], maximumTokens: maximumTokens)
            let answer = try await model.complete(request)
            return Prediction(id: item.id, expected: item.expected, answer: answer.text)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            let known = FleetError.wrapping(error, during: "asking")
            return Prediction(id: item.id, expected: item.expected, answer: nil, error: known.code.rawValue)
        }
    }
}
