// List prices of AWS in us-east-1, in US dollars, without free tiers, discounts and tax. Other regions cost up to a third more.
// AWS's pages are the authority; on the date below they were read as price guides of 2026 quote them.

export const PRICES_OF = {
  region: 'us-east-1',
  date: '2026-11-22',
  sources: [
    'https://aws.amazon.com/dynamodb/pricing/on-demand/ (halved on 2024-11-01)',
    'https://aws.amazon.com/sqs/pricing/',
    'https://aws.amazon.com/api-gateway/pricing/',
    'https://aws.amazon.com/lambda/pricing/',
    'https://aws.amazon.com/cloudwatch/pricing/',
    'https://aws.amazon.com/secrets-manager/pricing/',
    'https://aws.amazon.com/ses/pricing/',
    'https://aws.amazon.com/s3/pricing/',
  ],
} as const;

const MILLION = 1_000_000;

export const PRICES = {
  dynamoDb: {
    writeUnit: 0.625 / MILLION,
    readUnit: 0.125 / MILLION,
    /** A GB and month, and the same for point-in-time recovery. */
    storedGb: 0.25,
    recoverableGb: 0.2,
  },
  /** Of a standard queue; each 64 KB of a request is one. */
  sqs: { request: 0.4 / MILLION },
  /** HTTP API; each 512 KB of a request is one. */
  httpApi: { request: 1 / MILLION },
  /** arm64. Starts have been billed like requests since 2025-08-01. */
  lambda: { request: 0.2 / MILLION, gbSecond: 0.0000133334 },
  logs: { ingestedGb: 0.5 },
  ses: { mail: 0.1 / 1_000 },
  /** S3 Standard; deletions are free. */
  s3: { putOrList: 0.005 / 1_000, storedGb: 0.023 },
  /** A month each. */
  monthly: { alarm: 0.1, secret: 0.4 },
} as const;
