// What lib/ sets and functions/ read: the names of environment variables, of metrics, of the table's expiry, and of a partition.

export const ENVIRONMENT = {
  /** Which of several in an account it is: every metric of a function's own has it as a dimension. */
  installation: 'INSTALLATION',
  /** `info`, `warn` or `error`: what is below is not written. */
  logLevel: 'LOG_LEVEL',
  queueUrl: 'QUEUE_URL',
  /** Accepted submissions that could not be counted. */
  deadLetterQueueUrl: 'DEAD_LETTER_QUEUE_URL',
  /** Where recounts go on, segment by segment. */
  recountQueueUrl: 'RECOUNT_QUEUE_URL',
  /** What is to be told, to people and to other programs; absent where nothing is configured. */
  outboundQueueUrl: 'OUTBOUND_QUEUE_URL',
  /** From which the keys of webhooks are derived. */
  webhookKeySecret: 'WEBHOOK_KEY_SECRET_ARN',
  /** After so long no worker is left that does not know what was made live before. */
  settleSeconds: 'SETTLE_SECONDS',
  tableName: 'TABLE_NAME',
  /** What is shut, and how much was taken. */
  doorTableName: 'DOOR_TABLE_NAME',
  bucketName: 'BUCKET_NAME',
  /** Where exports of the data are; absent where none is configured. */
  dataBucket: 'DATA_BUCKET',
  /** Not secret: it stands in the pages of the owner's sites. */
  publicKey: 'PUBLIC_KEY',
  /** ARNs of Secrets Manager secrets whose SecretString is the plain key. */
  secretKeySecret: 'SECRET_KEY_SECRET_ARN',
  ownerTokenSecret: 'OWNER_TOKEN_SECRET_ARN',
  linkKeySecret: 'LINK_KEY_SECRET_ARN',
  formKeySecret: 'FORM_KEY_SECRET_ARN',
  turnstileSecret: 'TURNSTILE_SECRET_ARN',
  /** Signs the addresses in mails to leads; absent where leads get nothing. */
  mailKeySecret: 'MAIL_KEY_SECRET_ARN',
  /** Signs the addresses at which sales answers hand-offs; absent where hand-offs are not told. */
  handOffKeySecret: 'HAND_OFF_KEY_SECRET_ARN',
  /** The private bucket of the files that forms deliver; absent where none does. */
  filesBucket: 'FILES_BUCKET',
  /** JSON: by name, the key and the size of each. */
  files: 'FILES',
  /** By which SES tells of bounces and complaints. */
  configurationSet: 'CONFIGURATION_SET',
  /** The HTTP API's own address, without a final slash, for links in mails. */
  apiUrl: 'API_URL',
} as const;

/** `1`: webhooks may go to a receiver on the machine of the local host. Never set in a deployed stack. */
export const LOCAL_WEBHOOKS = 'IMBUTO_LOCAL_WEBHOOKS';

/** Where the inbox of the local host is, for erasures. Never set in a deployed stack. */
export const LOCAL_INBOX = 'IMBUTO_LOCAL_INBOX';

/** After so many tries what is told is set aside: one more than there are waits between them. */
export const OUTBOUND_TRIES = 12;

/** The attribute that ends an item of the table, in seconds since the epoch: the marks of erased leads have one. */
export const EXPIRES = 'x';

/** The partition of the table that holds what ads cost: all that the report function may write. */
export const AD_COSTS = 'A';

/** The partition of the table that holds what is known of watched figures. */
export const FIGURES = 'figures';

/** The partition of the table that holds how far an export of the data is: all that the function of exports may write. */
export const DATA_OUT = 'data-out';

/** The partitions of the table that hold the outbox, as a policy names them. */
export const OUTBOX_PARTITIONS = 'O#*';

/** The dimension of metrics that tells one installation's from another's. */
export const INSTALLATION = 'installation';

/** What is counted for every mail of a report that could not be sent, or of which it is not known whether it was. */
export const MAIL_FAILED = { namespace: 'imbuto', service: 'mail-reports', metric: 'MailFailed' } as const;

/** What outbound counts for every mail to a lead of which it is not known whether it went. */
export const MAIL_UNDECIDED = { namespace: 'imbuto', service: 'outbound', metric: 'MailUndecided' } as const;

/** What progress counts for every message that it sends again although its submissions were accepted long ago. */
export const HELD_UP = { namespace: 'imbuto', service: 'progress', metric: 'SubmissionsHeldUp' } as const;

/** What capture and collect say of each form and key that takes no more for now, by its name. */
export const QUOTA_REACHED = { namespace: 'imbuto', metric: 'QuotaReached', dimension: 'door' } as const;
