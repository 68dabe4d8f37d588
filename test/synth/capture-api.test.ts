// The door: routes, ceilings, and what is written down about who came through.
import { beforeAll, describe, expect, it } from 'vitest';
import { type Synthesised, synthesised } from '../support/synthesised.ts';

let stack: Synthesised;
beforeAll(async () => {
  stack = await synthesised();
});

const stage = () => stack.one('AWS::ApiGatewayV2::Stage')[1].Properties;

/** The logical id of the function behind each route. */
function routes(): Readonly<Record<string, string>> {
  const integrations = stack.all('AWS::ApiGatewayV2::Integration');
  return Object.fromEntries(
    [...stack.all('AWS::ApiGatewayV2::Route').values()].map(({ Properties }) => {
      const integration = integrations.get(Properties.Target['Fn::Join'][1][1].Ref);
      return [Properties.RouteKey, integration?.Properties.IntegrationUri['Fn::GetAtt'][0]];
    }),
  );
}

describe('the HTTP API', () => {
  it('sends every route to the function that answers it, and all that is unknown to capture', () => {
    const [capture] = stack.function('capture');
    const [collect] = stack.function('collect');
    const [report] = stack.function('report');
    const [leads] = stack.function('leads');
    expect(routes()).toEqual({
      $default: capture,
      'ANY /f/{form}': capture,
      'ANY /v1/{proxy+}': collect,
      'ANY /reports': report,
      'ANY /reports/{proxy+}': report,
      'ANY /login': report,
      'ANY /logout': report,
      'ANY /leads': leads,
      'ANY /leads/{proxy+}': leads,
    });
  });

  it('speaks payload 2.0 to the functions, the only one that their types know', () => {
    for (const [id, { Properties }] of stack.all('AWS::ApiGatewayV2::Integration')) {
      expect(Properties, id).toMatchObject({ PayloadFormatVersion: '2.0', IntegrationType: 'AWS_PROXY' });
    }
  });

  it('lets the gateway call a function on its own routes only', () => {
    const permissions = [...stack.all('AWS::Lambda::Permission')].filter(
      ([, { Properties }]) => Properties.Principal !== 'events.amazonaws.com',
    );
    for (const [id, { Properties }] of permissions) {
      expect(Properties.Principal, id).toBe('apigateway.amazonaws.com');
      expect(JSON.stringify(Properties.SourceArn), id).toContain('execute-api');
    }
    expect(permissions).toHaveLength(Object.keys(routes()).length);
  });

  it("has no CORS of its own: it would override a form's origins", () => {
    expect(stack.one('AWS::ApiGatewayV2::Api')[1].Properties.CorsConfiguration).toBeUndefined();
  });

  it('has no authorizer: the functions answer OPTIONS, 401, 404 and 405 themselves', () => {
    stack.template.resourceCountIs('AWS::ApiGatewayV2::Authorizer', 0);
  });

  it('serves at the root, without a stage in the path', () => {
    expect(stage()).toMatchObject({ StageName: '$default', AutoDeploy: true });
  });

  it('bounds what a flood can cost, route by route: what is asked of one keeps nobody from another', () => {
    const { RouteSettings, DefaultRouteSettings } = stage();
    expect(DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 3, ThrottlingBurstLimit: 1_000 });
    expect(Object.keys(RouteSettings).toSorted()).toEqual(Object.keys(routes()).toSorted());
    const rates = Object.values<{ readonly ThrottlingRateLimit: number }>(RouteSettings);
    expect(rates.reduce((sum, { ThrottlingRateLimit }) => sum + ThrottlingRateLimit, 0)).toBeLessThan(60);
    expect(RouteSettings['ANY /login']).toEqual({ ThrottlingRateLimit: 1, ThrottlingBurstLimit: 100 });
  });

  it('has its routes before their throttles, which the gateway refuses otherwise', () => {
    const [, { DependsOn }] = stack.one('AWS::ApiGatewayV2::Stage');
    const ids = [...stack.all('AWS::ApiGatewayV2::Route')].map(([id]) => id);
    expect(DependsOn).toEqual(expect.arrayContaining(ids));
  });

  it('logs each request without address, agent, path or query: they may name a person', () => {
    const format = stage().AccessLogSettings.Format;
    expect(Object.keys(JSON.parse(format))).toEqual([
      'time',
      'requestId',
      'method',
      'route',
      'status',
      'bytes',
      'ms',
      'integrationStatus',
      'integrationMs',
      'error',
    ]);
    expect(format).not.toMatch(/identity|sourceIp|userAgent|\$context\.path|domainName|authorizer/);
  });

  it('gives every function behind it less time than the gateway waits', () => {
    for (const name of ['capture', 'collect', 'report', 'leads'] as const) {
      expect(stack.function(name)[1].Properties.Timeout, name).toBeLessThan(29);
    }
  });
});
