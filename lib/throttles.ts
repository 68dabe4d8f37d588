// How many requests each route takes: what bounds the bill of a day on which a stranger only asks.
import { Lazy } from 'aws-cdk-lib';
import type { CfnRoute, CfnStage, HttpRoute, HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { THROTTLE, type Throttle } from '../functions/domain/config/door.ts';
import type { ImbutoThrottle, ImbutoThrottles } from './imbuto-props.ts';

/**
 * Requests a second for as long as one likes, and at once. No more than what accounts have in every region:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
export type Limit = ImbutoThrottle;

const BURST = 1_000;

export type Throttles = {
  /** Pages of forms, and what visitors post. */
  readonly forms: Limit;
  /** The tracking API. */
  readonly events: Limit;
  /** Pages that an owner opens by hand, and those behind links in mails. */
  readonly pages: Limit;
  /** Apart from all others: trying tokens takes nothing from other routes. */
  readonly logIn: Limit;
  /** Everything else: the start page, the script for other sites, `/health`. */
  readonly others: Limit;
};

/** @param own what the owner of the app says instead */
export function throttlesOf({ forms, events }: Throttle = THROTTLE, own: ImbutoThrottles = {}): Throttles {
  return {
    forms: { rate: forms, burst: BURST },
    events: { rate: events, burst: BURST },
    pages: { rate: 5, burst: 500 },
    logIn: { rate: 1, burst: 100 },
    others: { rate: 3, burst: BURST },
    ...own,
  };
}

/** Limits of single routes; the gateway takes them for routes that are there already. */
export class RouteThrottles {
  readonly #settings: Record<string, { readonly ThrottlingRateLimit: number; ThrottlingBurstLimit: number }> =
    {};
  readonly #stage: CfnStage;

  constructor(stage: HttpStage) {
    this.#stage = stage.node.defaultChild as CfnStage;
    this.#stage.routeSettings = Lazy.any({ produce: () => this.#settings });
  }

  add(route: HttpRoute, routeKey: string, { rate, burst }: Limit): void {
    this.#settings[routeKey] = { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst };
    this.#stage.addResourceDependency(route.node.defaultChild as CfnRoute);
  }
}
