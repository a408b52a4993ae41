import FleetCore
import JSON

/// Chat completions of an OpenAI-compatible endpoint.
public struct OpenAIChatModel: ChatModel {
    private let endpoint: OpenAIEndpoint
    private let model: String
    /// `max_tokens` for most compatible servers, `max_completion_tokens` for the newest models of OpenAI itself.
    private let tokenLimitName: String

    public init(
        settings: OpenAISettings, model: String, tokenLimitName: String = "max_tokens", transport: any ProviderTransport, clock: any FleetClock
    ) {
        endpoint = OpenAIEndpoint(settings: settings, transport: transport, clock: clock)
        self.model = model
        self.tokenLimitName = tokenLimitName
    }

    public var name: String { model }

    public func complete(_ request: ChatRequest) async throws -> ChatAnswer {
        let attempt = "asking \(model)"
        var body = JSONObject()
        body["model"] = .string(model)
        body["messages"] = .array(request.turns.map { .object(["role": .string($0.role), "content": .string($0.content)]) })
        body[tokenLimitName] = .integer(Int64(request.maximumTokens))
        body["temperature"] = .number(request.temperature)
        if request.wantsLogProbabilities { body["logprobs"] = true }
        let start = endpoint.clock.now()
        let answer = try await endpoint.json(
            "POST", "/chat/completions", body: .json(JSONWriter.compact.bytes(.object(body))), attempt: attempt)
        let latency = endpoint.clock.now() - start
        guard let choice = answer["choices"]?[0], let text = choice["message"]?["content"]?.string else { throw endpoint.malformed(attempt) }
        let usage = TokenUsage(
            promptTokens: answer["usage"]?["prompt_tokens"]?.integer,
            cachedTokens: answer["usage"]?["prompt_tokens_details"]?["cached_tokens"]?.integer,
            completionTokens: answer["usage"]?["completion_tokens"]?.integer)
        let tokens = (choice["logprobs"]?["content"]?.array ?? []).compactMap { token -> ChatAnswer.Token? in
            guard let text = token["token"]?.string, let value = token["logprob"]?.number else { return nil }
            return ChatAnswer.Token(text: text, logProbability: min(value, 0))
        }
        return ChatAnswer(text: text, isCutOff: choice["finish_reason"]?.string == "length", usage: usage, latency: latency, tokens: tokens)
    }
}
