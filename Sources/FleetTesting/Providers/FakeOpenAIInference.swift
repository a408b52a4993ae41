import JSON
import Providers

/// The fake provider's models: the chat model repeats the last turn, the embedding of a text is its length and its number of words.
enum FakeOpenAIInference {
    static func chat(_ request: ProviderRequest) -> ProviderResponse {
        guard case .json(let bytes) = request.body, let body = try? JSONReader.parse(bytes), let turns = body["messages"]?.array,
            let last = turns.last?["content"]?.string
        else { return FakeOpenAI.failure(400, "invalid_request_error") }
        var choice: JSONObject = [
            "index": 0, "finish_reason": "stop",
            "message": .object(["role": "assistant", "content": .string(last), "refusal": .null]), "logprobs": .null,
        ]
        if body["logprobs"]?.boolean == true {
            let token: JSONValue = .object(["token": .string(last), "logprob": -0.25, "bytes": .null, "top_logprobs": []])
            choice["logprobs"] = .object(["content": .array([token]), "refusal": .null])
        }
        return FakeOpenAI.success([
            "id": "chatcmpl-1", "object": "chat.completion", "created": 1_767_225_600, "model": body["model"] ?? "m",
            "choices": .array([.object(choice)]),
            "usage": .object(["prompt_tokens": 7, "completion_tokens": 1, "total_tokens": 8]),
        ])
    }

    static func embeddings(_ request: ProviderRequest) -> ProviderResponse {
        guard case .json(let bytes) = request.body, let body = try? JSONReader.parse(bytes), let texts = body["input"]?.array else {
            return FakeOpenAI.failure(400, "invalid_request_error")
        }
        // Last first: the order of the answer is the reader's business.
        let data = texts.enumerated().reversed().map { index, text -> JSONValue in
            let words = (text.string ?? "").split(separator: " ").count
            return .object([
                "object": "embedding", "index": .integer(Int64(index)),
                "embedding": .array([.number(Double((text.string ?? "").count)), .number(Double(words))]),
            ])
        }
        return FakeOpenAI.success([
            "object": "list", "data": .array(data), "model": body["model"] ?? "m", "usage": .object(["prompt_tokens": 3, "total_tokens": 3]),
        ])
    }
}
