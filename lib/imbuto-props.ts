// What an owner can say of an imbuto beside its configuration. Prices are the list prices of us-east-1 in US dollars, without free tiers.
import type { RemovalPolicy } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IHostedZone } from 'aws-cdk-lib/aws-route53';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { ConfigInput } from '../functions/domain/config/define-config.ts';
import type { FunctionName } from './function-name.ts';

export interface ImbutoProps {
  /** Forms, funnels, channels, reports: what `defineConfig` takes, or the same as JSON. It is checked here. */
  readonly config: ConfigInput;

  /**
   * The folder in which the files are that forms deliver, or a folder `files` in it.
   * @default the working directory
   */
  readonly files?: string;

  /**
   * The key that the pages of your sites carry, 16 to 64 letters, digits and hyphens, instead of the `publicKeys` of the configuration:
   * for one of several stages. It is no secret, and outlives the stack. Free.
   * @default the first of the configuration's `publicKeys`, else the GUID of the stack, which a stack made anew does not keep
   */
  readonly publicKey?: string;

  /**
   * What becomes of leads, counters and issued reports when the stack is deleted. `DESTROY` is for stages that can be made again: the
   * table is not protected against deletion, and a function of CDK's own empties the bucket of issued reports at the end. Free.
   * A table that is kept costs $0.25 a GB and month, and $0.20 more for its recovery.
   * @default RemovalPolicy.RETAIN, and the table is protected against deletion
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * How many workers count at a time, 2 to 1000. More take more a second, and meet more often at a counter; each takes one of the account's
   * concurrent executions. A submission costs the same with any number.
   * @default 2
   */
  readonly workers?: number;

  /**
   * MiB of memory of functions, by their names. Processor time comes in proportion. A GB for a second costs $0.0000133.
   * @default 256 to 1024 by function
   */
  readonly memory?: Readonly<Partial<Record<FunctionName, number>>>;

  /**
   * How many requests each route takes, where it is not what the configuration and the defaults say; above it the gateway answers `429`,
   * which is free. A ceiling on the bill: by the defaults a day of nothing but refused requests costs less than $5.
   * @default the configuration's `throttle`, and for pages and log-ins what an owner's people need
   */
  readonly throttles?: ImbutoThrottles;

  /**
   * The least level that functions log. Metrics are written whatever the level. A GB of logs costs $0.50 to take and $0.03 a month to keep.
   * @default 'info'
   */
  readonly logLevel?: 'info' | 'warn' | 'error';

  /**
   * How long logs are kept. They hold no personal data.
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;

  /**
   * Who is told of alarms. AWS sends a letter first that must be confirmed. Free.
   * @default none, until an address is subscribed to the topic
   */
  readonly alarmEmail?: string;

  /**
   * A topic of yours that alarms are sent to. CloudWatch must be allowed to publish to it. Free.
   * @default one is made
   */
  readonly alarmTopic?: ITopic;

  /**
   * Tells by mail when the account's month is going to cost more. Free.
   * @default none
   */
  readonly budget?: ImbutoBudget;

  /**
   * A domain of yours at which everything is, and nowhere else: the API's own address is closed. Free, but for the zone ($0.50 a month).
   * @default the API's own address
   */
  readonly domain?: ImbutoDomain;

  /**
   * Where the bundles of the functions are: a folder each, with `index.cjs` in it.
   * @default those of this package
   */
  readonly bundles?: string;
}

/** Requests a second over time, and at once. */
export interface ImbutoThrottle {
  readonly rate: number;
  readonly burst: number;
}

export interface ImbutoThrottles {
  /**
   * Of the forms together.
   * @default the configuration's `throttle.forms` (15) a second, bursts of 1,000
   */
  readonly forms?: ImbutoThrottle;
  /**
   * Of events of sites and servers.
   * @default the configuration's `throttle.events` (10) a second, bursts of 1,000
   */
  readonly events?: ImbutoThrottle;
  /**
   * Of each route of reports and leads, and of those behind links in mails.
   * @default 5 a second, bursts of 500
   */
  readonly pages?: ImbutoThrottle;
  /**
   * Of log-ins.
   * @default 1 a second, bursts of 100
   */
  readonly logIn?: ImbutoThrottle;
  /**
   * Of all else together: the start page, the script for other sites, `/health`.
   * @default 3 a second, bursts of 1,000
   */
  readonly others?: ImbutoThrottle;
}

export interface ImbutoBudget {
  /** US dollars a month, of the whole account: the tags of a stack do not reach every line of a bill. */
  readonly monthly: number;
  /** Told when 80 % are spent, and when the month is forecast to cost more than all of it. */
  readonly email: string;
}

export interface ImbutoDomain {
  /** For example `funnels.example.com`. */
  readonly name: string;
  /** For that name, in the region of the stack. */
  readonly certificate: ICertificate;
  /**
   * The zone to put the name into.
   * @default none: point the name at the output `DomainTarget` yourself
   */
  readonly zone?: IHostedZone;
}
