import FleetCore

extension StateStore {
    /// Verifies a tenant's history while others go on writing: up to the head as it is now, in pages, with one page in memory.
    /// - Parameters:
    ///   - number: the record behind which to begin, found right before; 0: from the first.
    ///   - limit: so many records are looked at, at least one page; the finding says whether that was all.
    ///   - anchor: what was noted down elsewhere.
    public func verifyHistory(
        of tenant: TenantName, after number: Int64 = 0, limit: Int64 = .max, expecting anchor: HistoryAnchor? = nil
    ) async throws -> HistoryFinding {
        let page = 1000
        let (outline, noted, first) = try await read { transaction in
            (
                try transaction.historyOutline(of: tenant),
                try anchor.flatMap { try transaction.history(of: tenant, afterNumber: $0.number - 1, limit: 1).first },
                try transaction.history(of: tenant, afterNumber: number - 1, limit: 1).first
            )
        }
        var finding = HistoryFinding(head: outline.head)
        finding.through = number
        finding.isComplete = true
        finding.fault = outline.fault ?? anchor.flatMap { $0.fault(in: noted) }
        guard finding.fault == nil, let head = outline.head else { return finding }
        var verifier = HistoryVerifier(head: head, last: number > 0 && first?.number == number ? first : nil)
        var hasMore = true
        while hasMore, verifier.fault == nil, finding.verified < limit {
            let after = verifier.last?.number ?? 0
            let rows = try await read { try $0.history(of: tenant, afterNumber: after, limit: page) }
            for row in rows where (row.number ?? 0) <= head.number {
                verifier.take(row)
                if verifier.fault == nil { finding.verified += 1 }
            }
            hasMore = rows.count == page && (rows.last?.number ?? 0) < head.number
        }
        finding.through = verifier.last?.number ?? 0
        finding.isComplete = !hasMore || verifier.fault != nil
        finding.fault = verifier.fault ?? (hasMore ? nil : outline.fault(after: verifier.last))
        return finding
    }
}

extension HistoryAnchor {
    /// - Parameter record: the one with the number, or the next one.
    fileprivate func fault(in record: HistoryRow?) -> HistoryFault? {
        guard let record, record.number == number else { return HistoryFault(.cutOff, number: number, record: nil) }
        return record.digest == digest ? nil : HistoryFault(.rewritten, number: number, record: record)
    }
}
