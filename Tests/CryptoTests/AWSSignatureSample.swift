import Testing

/// A request and the signature that botocore gives it; the keys are the examples of AWS's documentation.
struct AWSSignatureSample: Sendable, CustomTestStringConvertible {
    static let accessKey = "AKIDEXAMPLE"
    static let secretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    static let time = "20261121T123456Z"

    let testDescription: String
    let service: String
    let region: String
    let method: String
    let host: String
    let target: String
    let headers: [(name: String, value: String)]
    let body: String
    let token: String?
    let signature: String

    init(
        _ name: String, _ service: String, _ region: String, _ method: String, _ host: String, _ target: String,
        _ headers: [(name: String, value: String)], body: String, token: String?, signature: String
    ) {
        testDescription = name
        self.service = service
        self.region = region
        self.method = method
        self.host = host
        self.target = target
        self.headers = headers
        self.body = body
        self.token = token
        self.signature = signature
    }

    static let all = [
        AWSSignatureSample(
            "bedrock-list-jobs-query", "bedrock", "us-east-1", "GET", "bedrock.us-east-1.amazonaws.com",
            "/model-customization-jobs?maxResults=10&nameContains=swift-job-1&sortBy=CreationTime&sortOrder=Descending",
            [("Accept", "application/json")], body: "", token: nil,
            signature: "ea4d9b429f86d0cc3548b3df08aff0ef0fbbabe29658842b315d1786bde1dccf"),
        AWSSignatureSample(
            "bedrock-create-job", "bedrock", "us-west-2", "POST", "bedrock.us-west-2.amazonaws.com",
            "/model-customization-jobs",
            [("Content-Type", "application/json")], body: "{\"jobName\":\"swift-job-1\"}", token: nil,
            signature: "f66ec8fb2efa3ec23124f311e8b35676fed34bea8caf6670bb6c529d24df5b68"),
        AWSSignatureSample(
            "bedrock-get-job-arn-in-path", "bedrock", "us-east-1", "GET", "bedrock.us-east-1.amazonaws.com",
            "/model-customization-jobs/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Amodel-customization-job%2Famazon.nova-micro-v1.128k%2Fabcdefghijkl",
            [], body: "", token: nil,
            signature: "2ef37a90eaf05348c18fcbdbb2bacc8a77c8db27e7727e5f051f58f64c9e111a"),
        AWSSignatureSample(
            "runtime-converse-colon-in-model-with-token", "bedrock", "us-east-1", "POST", "bedrock-runtime.us-east-1.amazonaws.com",
            "/model/amazon.nova-micro-v1%3A0/converse",
            [("Content-Type", "application/json")], body: "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]}", token: "AQoDYXdzEXAMPLETOKEN==",
            signature: "c1e35c6570bdb6a87f14adf94f8d99c4b350fe1f4f2b71c53d71a931995722d2"),
        AWSSignatureSample(
            "s3-put-object", "s3", "us-east-1", "PUT", "my-bucket.s3.us-east-1.amazonaws.com",
            "/datasets/job%201/train.jsonl",
            [("Content-Type", "application/jsonl"), ("If-None-Match", "*")], body: "{\"a\":1}\n", token: nil,
            signature: "dce529bb04f65d7162346b66182960c441cdf1b3590775086be4ff4e66d1a5af"),
        AWSSignatureSample(
            "s3-get-object", "s3", "us-east-1", "GET", "my-bucket.s3.us-east-1.amazonaws.com",
            "/out/step_wise_training_metrics.csv",
            [], body: "", token: nil,
            signature: "e6b6e5ac49cc8070f1f32db280ce6ed400f22771b9b956d6c215b5f9c72275cc"),
        AWSSignatureSample(
            "s3-list-v2", "s3", "us-east-1", "GET", "my-bucket.s3.us-east-1.amazonaws.com",
            "/?list-type=2&prefix=out%2Fmodel-customization-job-abc%2F",
            [], body: "", token: nil,
            signature: "3923401ad78373ab2f793e8ebfc395f4cc133d0281481bb97ce7aac51d751fd0"),
        AWSSignatureSample(
            "sts-assume-role", "sts", "us-east-1", "POST", "sts.us-east-1.amazonaws.com",
            "/",
            [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")], body: "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fx&RoleSessionName=swift&DurationSeconds=3600", token: nil,
            signature: "72b2dd1f07fe2c880eb91c31edd5fdc90c5d17f818fcf3e7d6a3d91652efed73"),
        AWSSignatureSample(
            "mantle-ft-jobs", "bedrock-mantle", "us-west-2", "GET", "bedrock-mantle.us-west-2.api.aws",
            "/v1/fine_tuning/jobs?limit=20",
            [], body: "", token: nil,
            signature: "df142e1cce322603aaf43727f4356e7684dc7eae3606b4086181cb56d06773ff"),
    ]
}
