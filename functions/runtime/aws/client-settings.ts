// What every AWS client of the functions is told, so that none goes looking for it in files or on the network.
import { type AwsEnvironment, readAwsEnvironment } from '../environment.ts';

/** The service's part of `AWS_ENDPOINT_URL_<service>`. */
export type Service = 'DYNAMODB' | 'S3' | 'SESV2' | 'SQS';

export type Patience = {
  /** How long an attempt may take until its answer begins, in ms, the connection not counted. */
  readonly requestTimeout: number;
  /** Attempts in all, the first included. */
  readonly attempts: number;
};

/** How long an attempt may take to connect, in ms: within a region it takes a few, so a second is a fault. */
const CONNECTION_TIMEOUT = 1_000;

export type ClientSettings = AwsEnvironment & {
  readonly maxAttempts: number;
  readonly retryMode: 'standard';
  readonly defaultsMode: 'standard';
  readonly useDualstackEndpoint: false;
  readonly useFipsEndpoint: false;
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: true;
  };
};

/**
 * Settings for the client of one service. Credentials come from the environment, once: Lambda sets them when it
 * starts a sandbox and ends the sandbox before they expire, so there is nothing to refresh.
 * @throws MissingEnvironment outside Lambda and the local host.
 */
export function clientSettings(service: Service, patience: Patience): ClientSettings {
  return {
    ...readAwsEnvironment(service),
    maxAttempts: patience.attempts,
    retryMode: 'standard',
    defaultsMode: 'standard',
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT,
      requestTimeout: patience.requestTimeout,
      // Without it the client only warns, and waits on.
      throwOnRequestTimeout: true,
    },
  };
}
