import JobDocument

/// What a document switched off or weakened: nobody should have to read the document to learn it.
enum SwitchedOff {
    static func sentences(_ job: JobSpecification) -> [String] {
        var sentences: [String] = []
        if let sanitize = job.sanitize.settings {
            if sanitize.pii.action == .keep { sentences.append("sanitize.pii.action is keep: personal data was left in the rows") }
            if !sanitize.removeDuplicates { sentences.append("sanitize.remove_duplicates is false: duplicates were kept") }
        } else {
            sentences.append("sanitize is false: nothing was removed, neither personal data nor duplicates")
        }
        if job.materialize == .off { sentences.append("materialize is false") }
        if job.optimize == .off { sentences.append("optimize is false") }
        if job.evaluate == .off { sentences.append("evaluate is false: nothing was measured") }
        if job.promote == .off { sentences.append("promote is false") }
        if job.promote?.settings?.when == .always { sentences.append("promote.when is always: no gate was asked before the promotion") }
        return sentences
    }
}
