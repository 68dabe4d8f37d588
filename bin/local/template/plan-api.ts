// The HTTP API of a template: its routes, whom they reach, and how many requests they take.
import type { Limit } from '../gateway/throttle.ts';
import type { NamedResource, Naming } from './physical-ids.ts';
import { functionArn, NotReproduced, type Properties } from './plan-parts.ts';

type RoutePlan = {
  readonly routeKey: string;
  readonly functionArn: string;
  readonly throttle?: Limit;
};
export type ApiPlan = {
  readonly apiId: string;
  readonly routes: readonly RoutePlan[];
  readonly throttle?: Limit;
};

/** @throws NotReproduced */
export function planApi(of: (type: string) => readonly NamedResource[], naming: Naming): ApiPlan {
  const [api, ...more] = of('AWS::ApiGatewayV2::Api');
  if (!api || more.length > 0)
    throw new NotReproduced(`One HTTP API was expected, found ${more.length + (api ? 1 : 0)}.`);
  const { CorsConfiguration, ProtocolType } = api.properties();
  if (CorsConfiguration !== undefined)
    throw new NotReproduced(`${api.logicalId}: CORS of the gateway is not reproduced.`);
  if (ProtocolType !== 'HTTP') throw new NotReproduced(`${api.logicalId}: only HTTP APIs are reproduced.`);
  const stage = of('AWS::ApiGatewayV2::Stage')
    .map((resource) => resource.properties())
    .find(({ StageName }) => StageName === '$default');
  if (!stage) throw new NotReproduced(`${api.logicalId}: without a stage $default it has no address here.`);
  const integrations = new Map(
    of('AWS::ApiGatewayV2::Integration').map((resource) => [resource.ref, resource]),
  );
  const routeSettings = (stage.RouteSettings ?? {}) as { readonly [key: string]: Properties };

  const routes = of('AWS::ApiGatewayV2::Route').map((route): RoutePlan => {
    const { RouteKey, Target, AuthorizationType } = route.properties();
    if (AuthorizationType !== undefined && AuthorizationType !== 'NONE') {
      throw new NotReproduced(`${route.logicalId}: authorizers are not reproduced.`);
    }
    const integration = integrations.get(String(Target).replace(/^integrations\//, ''));
    if (!integration)
      throw new NotReproduced(`${route.logicalId}: its integration ${Target} is not in the template.`);
    const { IntegrationUri, PayloadFormatVersion } = integration.properties();
    if (PayloadFormatVersion !== '2.0')
      throw new NotReproduced(`${integration.logicalId}: only payload format 2.0 is reproduced.`);
    const routeKey = String(RouteKey);
    return {
      routeKey,
      functionArn: functionArn(String(IntegrationUri), naming, route),
      ...limit(routeSettings[routeKey]),
    };
  });
  return { apiId: api.ref, routes, ...limit(stage.DefaultRouteSettings as Properties | undefined) };
}

function limit(settings: Properties | undefined): { readonly throttle?: Limit } {
  const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = settings ?? {};
  return typeof rate === 'number' && typeof burst === 'number' ? { throttle: { rate, burst } } : {};
}
