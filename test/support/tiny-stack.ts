// A small template with small functions, written by hand: what the local host does shows without the product in it.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Assembly, JsonObject, Resource } from '../../bin/local/template/template.ts';

/** The code of each function: a CommonJS module that exports `handler`. */
export type TinyFunctions = Readonly<Record<string, string>>;

export type TinySettings = {
  readonly functions: TinyFunctions;
  /** From route key to the function's name. */
  readonly routes: Readonly<Record<string, string>>;
  /** Properties of functions beyond the usual. */
  readonly functionProperties?: Readonly<Record<string, JsonObject>>;
  readonly stage?: JsonObject;
  readonly resources?: Readonly<Record<string, Resource>>;
};

/** `/health` answers 200 by itself. */
export function tinyStack({
  functions,
  routes,
  functionProperties = {},
  stage = {},
  resources = {},
}: TinySettings): Assembly {
  const root = mkdtempSync(join(tmpdir(), 'imbuto-tiny-'));
  const all: TinyFunctions = { Health: 'exports.handler = async () => ({ statusCode: 200 });', ...functions };
  const directories = new Map<string, string>();
  for (const [name, code] of Object.entries(all)) {
    const directory = join(root, name);
    mkdirSync(directory);
    writeFileSync(join(directory, 'index.cjs'), code);
    directories.set(`${name}.zip`, directory);
  }
  return {
    stackName: 'tiny',
    assetDirectory(key) {
      const found = directories.get(key);
      if (!found) throw new Error(`no asset ${key}`);
      return found;
    },
    constructPath: () => undefined,
    template: {
      Resources: {
        Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'tiny', ProtocolType: 'HTTP' } },
        Stage: {
          Type: 'AWS::ApiGatewayV2::Stage',
          Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true, ...stage },
        },
        ...Object.fromEntries(
          Object.keys(all).map((name): [string, Resource] => [
            name,
            {
              Type: 'AWS::Lambda::Function',
              Properties: {
                Handler: 'index.handler',
                Code: { S3Bucket: 'assets', S3Key: `${name}.zip` },
                MemorySize: 128,
                Timeout: 3,
                ...functionProperties[name],
              },
            },
          ]),
        ),
        ...Object.fromEntries(
          Object.entries({ 'GET /health': 'Health', ...routes }).flatMap(
            ([routeKey, name], index): [string, Resource][] => [
              [
                `Integration${index}`,
                {
                  Type: 'AWS::ApiGatewayV2::Integration',
                  Properties: {
                    PayloadFormatVersion: '2.0',
                    IntegrationUri: { 'Fn::GetAtt': [name, 'Arn'] },
                  },
                },
              ],
              [
                `Route${index}`,
                {
                  Type: 'AWS::ApiGatewayV2::Route',
                  Properties: {
                    RouteKey: routeKey,
                    Target: { 'Fn::Join': ['', ['integrations/', { Ref: `Integration${index}` }]] },
                  },
                },
              ],
            ],
          ),
        ),
        ...resources,
      },
    },
  };
}
