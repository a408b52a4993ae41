import FleetCore
import JSON

/// Makes a conversation of a row: by the plan's templates, or from the shapes `{"messages": …}` and `{"prompt": …, "completion": …}`
/// (for Markdown: heading and body). Keys to strip are not there for templates; the group is read before.
struct ChatRowBuilder {
    private enum Lookup { case text(String), missing, wrongType }

    private let prompt: RowTemplate?
    private let completion: RowTemplate?
    private let stripped: Set<String>
    private let groupColumn: String?
    private static let roles: Set<String> = ["system", "user", "assistant"]

    /// - Throws: `FleetError` `template_invalid` (rejected).
    init(_ plan: SanitizationPlan) throws {
        prompt = try plan.fields.map { try RowTemplate($0.prompt, path: "dataset.fields.prompt") }
        completion = try plan.fields.map { try RowTemplate($0.completion, path: "dataset.fields.completion") }
        stripped = Set(plan.stripKeys)
        groupColumn = plan.split.groupBy
        for column in (prompt?.columns ?? []) + (completion?.columns ?? []) where stripped.contains(column) {
            throw RowTemplate.stripped(column)
        }
    }

    func build(_ content: RowContent) -> Result<ChatRow, RowFaultError> {
        do {
            var row = ChatRow(messages: try messages(content), group: nil)
            if let groupColumn { row.group = try text(groupColumn, in: content, isStripped: false) }
            return .success(row)
        } catch {
            return .failure(error)
        }
    }

    private func messages(_ content: RowContent) throws(RowFaultError) -> [ChatRow.Message] {
        if case .invalid(let fault) = content { throw RowFaultError(fault: fault) }
        if case .json(let value) = content, !value.isObject { throw RowFaultError(fault: .wrongType) }
        if let prompt, let completion { return try pair(fill(prompt, content), fill(completion, content)) }
        if case .json(let value) = content, !stripped.contains("messages"), let messages = value["messages"] { return try native(messages) }
        if case .columns(let columns) = content, columns["heading"] != nil || columns["prompt"] == nil, columns["body"] != nil {
            return try pair(text("heading", in: content), text("body", in: content))
        }
        return try pair(text("prompt", in: content), text("completion", in: content))
    }

    private func pair(_ prompt: String, _ completion: String) -> [ChatRow.Message] {
        [.init(role: "user", content: prompt), .init(role: "assistant", content: completion)]
    }

    private func native(_ messages: JSONTapeValue) throws(RowFaultError) -> [ChatRow.Message] {
        var result: [ChatRow.Message] = []
        var isRight = messages.isArray
        messages.forEachElement { message in
            guard let role = message["role"]?.string(), Self.roles.contains(role), let content = message["content"]?.string() else {
                isRight = false
                return
            }
            result.append(.init(role: role, content: content))
        }
        guard isRight, result.last?.role == "assistant", result.contains(where: { $0.role == "user" }) else {
            throw RowFaultError(fault: .invalidMessages)
        }
        return result
    }

    private func fill(_ template: RowTemplate, _ content: RowContent) throws(RowFaultError) -> String {
        var text = ""
        for part in template.parts {
            switch part {
            case .text(let literal): text += literal
            case .column(let name): text += try self.text(name, in: content)
            }
        }
        return text
    }

    private func text(_ column: String, in content: RowContent, isStripped: Bool = true) throws(RowFaultError) -> String {
        if isStripped, stripped.contains(column) { throw lacking(column, content) }
        switch content {
        case .columns(let columns):
            guard let text = columns[column] else { throw lacking(column, content) }
            return text
        case .json(let value):
            guard let member = member(column, of: value), !member.isNull else { throw lacking(column, content) }
            if let text = member.string() { return text }
            if let integer = member.integer() { return String(integer) }
            if let number = member.number() { return "\(number)" }
            if let flag = member.boolean() { return String(flag) }
            throw RowFaultError(fault: .wrongType)
        case .invalid(let fault): throw RowFaultError(fault: fault)
        }
    }

    private func lacking(_ column: String, _ content: RowContent) -> RowFaultError {
        var names: [String] = []
        switch content {
        case .columns(let columns): names = Array(columns.keys)
        case .json(let value): value.forEachMember { name, _ in names.append(name) }
        case .invalid: break
        }
        return RowFaultError(fault: .missingField, missing: (column, names))
    }

    /// The member of that name, or along a path with points (`user.name`).
    private func member(_ column: String, of value: JSONTapeValue) -> JSONTapeValue? {
        if let found = value[column] { return found }
        guard column.contains(".") else { return nil }
        var current: JSONTapeValue? = value
        for key in column.split(separator: ".") { current = current?[String(key)] }
        return current
    }
}

/// A row that cannot be read as a conversation.
struct RowFaultError: Error {
    let fault: RowFault
    /// The column that is missing, and those that are there.
    var missing: (wanted: String, found: [String])?
}
