/// A row that a write keeps by its key while it lasts.
protocol CachedRow: StoredRow {
    associatedtype CacheKey: Hashable
    var cacheKey: CacheKey { get }
}
