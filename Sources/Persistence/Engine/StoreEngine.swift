/// Takes requests to a connection and its answers back.
protocol StoreEngine: Sendable {
    func write(_ request: any StoreRequest)
    func read(_ request: any StoreRequest)
    func close() async
}
