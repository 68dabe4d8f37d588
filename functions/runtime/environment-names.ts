// The names of the environment variables that lib/ sets and functions/ read: all that the two share.

export const ENVIRONMENT = {
  queueUrl: 'QUEUE_URL',
  tableName: 'TABLE_NAME',
  bucketName: 'BUCKET_NAME',
  /** Not secret: it stands in the pages of the owner's sites. */
  publicKey: 'PUBLIC_KEY',
  /** ARNs of Secrets Manager secrets whose SecretString is the plain key. */
  secretKeySecret: 'SECRET_KEY_SECRET_ARN',
  ownerTokenSecret: 'OWNER_TOKEN_SECRET_ARN',
  linkKeySecret: 'LINK_KEY_SECRET_ARN',
  /** The HTTP API's own address, without a final slash, for links in mails. */
  apiUrl: 'API_URL',
} as const;

/**
 * What the roll-up counts in every run that it completes, also when it issued nothing: an alarm waits for it, and
 * looks back less far than from one monthly report to the next.
 */
export const HEARTBEAT = { namespace: 'imbuto', service: 'roll-up', metric: 'RollUpCompleted' } as const;

/** What the roll-up counts for every mail of a report that it could not send, or does not know whether it did. */
export const MAIL_FAILED = { namespace: 'imbuto', service: 'roll-up', metric: 'MailFailed' } as const;
