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
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { ALARM_PERIOD, type Alarms } from './alarms.ts';
import { ApiDomain } from './api-domain.ts';
import type { Door } from './door.ts';
import type { Bundles } from './function-code.ts';
import type { ImbutoDomain } from './imbuto-props.ts';
import type { Keys } from './keys.ts';
import { ServiceFunction } from './service-function.ts';
import type { SubmissionQueue } from './submission-queue.ts';
import { type Limit, RouteThrottles, type Throttles } from './throttles.ts';

export type CaptureApiProps = {
  readonly bundles: Bundles<'capture' | 'collect'>;
  readonly submissions: SubmissionQueue;
  readonly keys: Keys;
  readonly door: Door;
  readonly alarms: Alarms;
  readonly throttles: Throttles;
  readonly domain?: ImbutoDomain | undefined;
  readonly logRetention: RetentionDays;
  /** Leads share links. */
  readonly sharing: boolean;
};

export class CaptureApi extends Construct {
  readonly api: HttpApi;
  /** The owner's domain, where there is one. */
  readonly domain: ApiDomain | undefined;
  readonly throttles: Throttles;
  readonly #throttled: RouteThrottles;

  constructor(scope: Construct, id: string, props: CaptureApiProps) {
    super(scope, id);
    const { bundles, submissions, keys, door, alarms, throttles, domain, logRetention, sharing } = props;
    this.throttles = throttles;
    this.api = new HttpApi(this, 'Api', {
      apiName: 'imbuto',
      description: 'Forms, events and reports',
      createDefaultStage: false,
      // What is closed there is closed: who knows the API's id must not get around the domain.
      disableExecuteApiEndpoint: domain !== undefined,
    });
    this.domain = domain && new ApiDomain(this, 'Domain', domain);
    this.#throttled = new RouteThrottles(this.#serveAtRoot(alarms, logRetention));

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

    this.route(capture, throttles.others, HttpRouteKey.DEFAULT);
    this.route(capture, throttles.forms, any('/f/{form}'));
    this.route(collect, throttles.events, any('/v1/{proxy+}'));
  }

  /** The domain's address or else the API's own, without a final slash. */
  get url(): string {
    return this.domain?.url ?? this.api.apiEndpoint;
  }

  /** For links in mails. Not for functions on the routes: the API needs them first. */
  tellAddress(fn: ServiceFunction): void {
    fn.tell('apiUrl', this.url);
  }

  /**
   * Sends what comes on a route to a function, which answers OPTIONS, HEAD, 404 and 405 itself.
   * @param limit of each of the routes
   */
  route(fn: ServiceFunction, limit: Limit, ...keys: readonly HttpRouteKey[]): void {
    const integration = new HttpLambdaIntegration(fn.node.id, fn.lambda);
    for (const routeKey of keys) {
      const route = new HttpRoute(this, routeKey.key, { httpApi: this.api, routeKey, integration });
      this.#throttled.add(route, routeKey.key, limit);
      acknowledge(
        route,
        'AwsSolutions-APIG4',
        'Forms and events are public by nature; keys, the owner token and sessions are checked by the functions, which must also answer those who have none.',
      );
    }
  }

  #serveAtRoot(alarms: Alarms, logRetention: RetentionDays): HttpStage {
    const accessLog = new LogGroup(this, 'AccessLog', {
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const { rate, burst } = this.throttles.others;
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      ...(this.domain && { domainMapping: { domainName: this.domain.name } }),
      throttle: { rateLimit: rate, burstLimit: burst },
      accessLogSettings: { destination: new LogGroupLogDestination(accessLog), format: accessLogFormat() },
    });
    alarms.whenAbove('AnsweredWithFault', {
      metric: this.api.metricServerError({ period: ALARM_PERIOD, statistic: 'Sum' }),
      above: 0,
      impact: 'Requests were answered with a 5xx: visitors saw an error, leads may be lost.',
    });
    return stage;
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
