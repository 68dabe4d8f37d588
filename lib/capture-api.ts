// The one door: an HTTP API, its routes, and the functions that take in what visitors, sites and servers send.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogField, AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { ALARM_PERIOD, type Alarms } from './alarms.ts';
import type { Bundles } from './bundle.ts';
import type { Door } from './door.ts';
import type { Keys } from './keys.ts';
import { LOG_RETENTION, ServiceFunction } from './service-function.ts';
import type { SubmissionQueue } from './submission-queue.ts';

/** A ceiling on cost, far above what a small company's sites send: requests a second, and in one burst. */
const THROTTLE = { rateLimit: 1_000, burstLimit: 2_000 };

export type CaptureApiProps = {
  readonly bundles: Bundles<'capture' | 'collect'>;
  readonly submissions: SubmissionQueue;
  readonly keys: Keys;
  readonly door: Door;
  readonly alarms: Alarms;
  /** Leads share links. */
  readonly sharing: boolean;
};

export class CaptureApi extends Construct {
  readonly #api: HttpApi;

  constructor(
    scope: Construct,
    id: string,
    { bundles, submissions, keys, door, alarms, sharing }: CaptureApiProps,
  ) {
    super(scope, id);
    this.#api = new HttpApi(this, 'Api', {
      apiName: 'imbuto',
      description: 'Forms, events and reports',
      createDefaultStage: false,
    });
    this.#serveAtRoot(alarms);

    const capture = new ServiceFunction(this, 'Capture', {
      description: 'Serves the forms and the script for other sites, and takes what visitors post',
      bundle: bundles.capture,
      timeout: Duration.seconds(10),
      memory: 512,
      alarms,
      impact: 'Visitors cannot see or send forms: leads are being lost.',
    });
    submissions.grantSend(capture);
    submissions.grantSeeDepth(capture);
    keys.tellPublicKey(capture);
    door.grantPass(capture);
    keys.grantFormKeys(capture);

    const collect = new ServiceFunction(this, 'Collect', {
      description: 'Takes the events that sites and servers send',
      bundle: bundles.collect,
      timeout: Duration.seconds(15),
      memory: 512,
      alarms,
      impact: 'Events of sites and servers are refused: senders that do not try again lose them.',
    });
    submissions.grantSend(collect);
    keys.grantSecretKey(collect);
    door.grantPass(collect);
    if (sharing) keys.grantShareKey(collect);

    this.route(capture, HttpRouteKey.DEFAULT, any('/f/{form}'));
    this.route(collect, any('/v1/{proxy+}'));
  }

  /** The API's own address, without a final slash. */
  get url(): string {
    return this.#api.apiEndpoint;
  }

  /** For links in mails. Not for functions on the routes: the API needs them first. */
  tellAddress(fn: ServiceFunction): void {
    fn.tell('apiUrl', this.url);
  }

  /** Sends what comes on a route to a function, which answers OPTIONS, HEAD, 404 and 405 itself. */
  route(fn: ServiceFunction, ...keys: readonly HttpRouteKey[]): void {
    const integration = new HttpLambdaIntegration(fn.node.id, fn.lambda);
    for (const routeKey of keys) {
      const route = new HttpRoute(this, routeKey.key, { httpApi: this.#api, routeKey, integration });
      acknowledge(
        route,
        'AwsSolutions-APIG4',
        'Forms and events are public by nature; keys, the owner token and sessions are checked by the functions, which must also answer those who have none.',
      );
    }
  }

  #serveAtRoot(alarms: Alarms): void {
    const accessLog = new LogGroup(this, 'AccessLog', {
      retention: LOG_RETENTION,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.#api,
      stageName: '$default',
      autoDeploy: true,
      throttle: THROTTLE,
      accessLogSettings: { destination: new LogGroupLogDestination(accessLog), format: accessLogFormat() },
    });
    alarms.whenAbove('AnsweredWithFault', {
      metric: this.#api.metricServerError({ period: ALARM_PERIOD, statistic: 'Sum' }),
      above: 0,
      impact: 'Requests were answered with a 5xx: visitors saw an error, leads may be lost.',
    });
  }
}

/** All methods of a path. */
export function any(path: string): HttpRouteKey {
  return HttpRouteKey.with(path, HttpMethod.ANY);
}

/** No address, no agent, and the route rather than the path: what was asked for may name a person. */
function accessLogFormat(): AccessLogFormat {
  return AccessLogFormat.custom(
    JSON.stringify({
      time: AccessLogField.contextRequestTimeEpoch(),
      requestId: AccessLogField.contextRequestId(),
      method: AccessLogField.contextHttpMethod(),
      route: '$context.routeKey',
      status: AccessLogField.contextStatus(),
      bytes: AccessLogField.contextResponseLength(),
      ms: AccessLogField.contextResponseLatency(),
      integrationStatus: AccessLogField.contextIntegrationStatus(),
      integrationMs: AccessLogField.contextIntegrationLatency(),
      error: AccessLogField.contextErrorResponseType(),
    }),
  );
}
