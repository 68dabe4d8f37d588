// Leaves out of a bundle what an AWS client brings and a Lambda function never uses: half of its size.
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';

type Replacement = {
  /** The end of the module's path. */
  readonly module: string;
  readonly contents: string;
};

/**
 * Each is written for the one way in which functions/runtime/aws makes its clients: credentials, region, retries and
 * endpoint said explicitly, from the environment. All that is left to look up is read from variables or is a default.
 */
export const LEFT_OUT: readonly Replacement[] = [
  {
    // The chain of SSO, profiles, processes, web identities and metadata services. Lambda has credentials in its
    // environment, the same for as long as a sandbox lives.
    module: '@aws-sdk/credential-provider-node/dist-es/index.js',
    contents: `export const defaultProvider = () => async () => {
      throw new Error('credentials come from the environment only');
    };`,
  },
  {
    // ~/.aws/config and its parser. A setting that no variable gives has its default.
    module: '@smithy/core/dist-es/submodules/config/node-config-provider/fromSharedConfigFiles.js',
    contents: `import { CredentialsProviderError } from '../property-provider/CredentialsProviderError';
    export const fromSharedConfigFiles = () => async () => {
      throw new CredentialsProviderError('shared configuration files are not read');
    };`,
  },
  {
    // Asks the instance metadata service for a region.
    module:
      '@smithy/core/dist-es/submodules/config/config-resolver/regionConfig/getInstanceMetadataRegion.js',
    contents: 'export const getInstanceMetadataRegion = async () => undefined;',
  },
  {
    // Node always has its own SHA-256 and MD5.
    module: '@smithy/core/dist-es/submodules/checksum/sha256/Sha256Js.js',
    contents: leftOutClass('Sha256Js'),
  },
  {
    module: '@smithy/core/dist-es/submodules/checksum/md5/Md5Js.js',
    contents: leftOutClass('Md5Js'),
  },
  {
    // The clients say retryMode 'standard'.
    module: '@smithy/core/dist-es/submodules/retry/util-retry/AdaptiveRetryStrategy.js',
    contents: leftOutClass('AdaptiveRetryStrategy'),
  },
  {
    // Tells requests apart that one sandbox answers at the same time. Lambda gives a sandbox one, whose trace is a variable.
    module: '@aws/lambda-invoke-store/dist-es/invoke-store.js',
    contents: 'export const InvokeStore = { getInstanceAsync: async () => undefined };',
  },
  {
    // Tells AWS which client and which of its features ask.
    module: '@aws-sdk/core/dist-es/submodules/client/middleware-user-agent/user-agent-middleware.js',
    contents: `export const getUserAgentPlugin = () => ({ applyToStack: () => {} });
    export const userAgentMiddleware = () => (next) => next;
    export const getUserAgentMiddlewareOptions = {};`,
  },
  {
    // Warns of versions of Node that the functions never run on.
    module: '@aws-sdk/core/dist-es/submodules/client/emitWarningIfUnsupportedVersion.js',
    contents: 'export const state = {}; export const emitWarningIfUnsupportedVersion = () => {};',
  },
  {
    // Logs calls to a logger that no client here is given.
    module: '@aws-sdk/core/dist-es/submodules/client/middleware-logger/loggerMiddleware.js',
    contents: `export const getLoggerPlugin = () => ({ applyToStack: () => {} });
    export const loggerMiddleware = () => (next) => next;
    export const loggerMiddlewareOptions = {};`,
  },
  {
    // Reads the dates of answers letter by letter, as strictly in every engine. Node reads all that AWS writes.
    module: '@smithy/core/dist-es/submodules/serde/date-utils.js',
    contents: `const read = (value) => {
      if (value === null || value === undefined) return undefined;
      const date = new Date(value);
      if (Number.isNaN(date.getTime())) throw new TypeError('not a date');
      return date;
    };
    export const dateToUtcString = (date) => date.toUTCString();
    export { read as parseRfc3339DateTime, read as parseRfc3339DateTimeWithOffset, read as parseRfc7231DateTime };
    export const parseEpochTimestamp = (value) =>
      value === null || value === undefined ? undefined : read(Math.round(Number(value.value ?? value) * 1000));`,
  },
  {
    // The rules for endpoints of FIPS, dual-stack and every partition. The clients say neither of the first two, and the queue's
    // own URL names the host.
    module: '@aws-sdk/client-sqs/dist-es/endpoint/endpointResolver.js',
    contents: `export const defaultEndpointResolver = ({ Endpoint, Region }) => ({
      url: new URL(Endpoint ?? 'https://sqs.' + Region + '.amazonaws.com' + (Region.startsWith('cn-') ? '.cn' : '')),
    });`,
  },
  {
    // Formats headers of signed event streams; every signer makes one.
    module: '@smithy/signature-v4/dist-es/HeaderFormatter.js',
    contents: 'export class HeaderFormatter {}',
  },
  {
    // Blackens secrets in what is logged; no client here is given a logger.
    module: '@smithy/core/dist-es/submodules/client/smithy-client/schemaLogFilter.js',
    contents: 'export const schemaLogFilter = () => undefined;',
  },
];

type Rewriting = {
  readonly modules: RegExp;
  readonly pattern: RegExp;
  readonly replacement: string;
};

/** Where a pattern no longer fits after an update the module stays whole, and the bundle's size tells of it. */
const REWRITTEN: readonly Rewriting[] = [
  {
    // Schemas of all operations and shapes: marked as pure, those that no command in use names are dropped.
    modules: inPackage('@aws-sdk/client-[^/]+/dist-es/schemas/schemas_[0-9]+\\.js'),
    pattern: /^((?:export )?var [\w$]+) = \[([\s\S]*?)\];$/gm,
    replacement: '$1 = /* @__PURE__ */ (() => [$2])();',
  },
  {
    // A class for each error of SQS. Without it an error is an SQSServiceException with the error's name, as is every
    // error that a client does not know. Nothing here tells them apart.
    modules: inPackage('@aws-sdk/client-sqs/dist-es/schemas/schemas_0\\.js'),
    pattern: /^n0_registry\.registerError\(.*$/gm,
    replacement: '',
  },
  {
    // Opens a client's settings to extensions and closes them again. No client here is given one.
    modules: inPackage('@aws-sdk/client-[^/]+/dist-es/runtimeExtensions\\.js'),
    pattern: /^[\s\S]+$/g,
    replacement: 'export const resolveRuntimeExtensions = (config) => config;',
  },
  {
    // Puts a part of what is asked for in front of the service's host, which no service in use wants.
    modules: inPackage('@smithy/core/dist-es/submodules/protocols/HttpProtocol\\.js'),
    pattern: /^ {4}setHostPrefix\([\s\S]*?(?=^ {4}deserializeMetadata\()/gm,
    replacement: '    setHostPrefix() {}\n',
  },
  {
    // Signs messages of event streams and texts. Requests alone are signed here.
    modules: inPackage('@smithy/signature-v4/dist-es/SignatureV4\\.js'),
    pattern: /^ {4}async signEvent\([\s\S]*?(?=^ {4}async signRequest\()/gm,
    replacement: '',
  },
  {
    // The names of all regions. Which partition a region is in follows from its pattern.
    modules: inPackage('@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions\\.js'),
    pattern: /"regions": \{[\s\S]*?\n {12}\}/g,
    replacement: '"regions": {}',
  },
  {
    // A client takes its whole package.json along to tell its version.
    modules: inPackage('@(?:aws-sdk|smithy)/[^/]+/package\\.json'),
    pattern: /^[\s\S]*?("version": "[^"]*")[\s\S]*$/g,
    replacement: '{ $1 }',
  },
];

/** Loaded when an answer is an event stream, which no operation in use answers; its dynamic import undoes tree-shaking. */
const EVENT_STREAMS = '@smithy/core/event-streams';

export function leanSdk(): Plugin {
  return {
    name: 'lean-sdk',
    setup(build) {
      for (const { module, contents } of LEFT_OUT) {
        build.onLoad({ filter: inPackage(module.replaceAll('.', '\\.')) }, ({ path }) => ({
          contents,
          resolveDir: dirname(path),
        }));
      }
      const rewritten = new RegExp(REWRITTEN.map(({ modules }) => modules.source).join('|'));
      build.onLoad({ filter: rewritten }, async ({ path }) => ({
        contents: rewrite(path, await readFile(path, 'utf8')),
        loader: 'default',
      }));
      build.onResolve({ filter: new RegExp(`^${EVENT_STREAMS}$`) }, ({ kind, path }) =>
        kind === 'dynamic-import' ? { path, namespace: 'left-out' } : undefined,
      );
      build.onLoad({ filter: /./, namespace: 'left-out' }, ({ path }) => ({
        contents: `throw new Error(${JSON.stringify(`${path} is not part of this bundle`)});`,
      }));
    },
  };
}

function rewrite(path: string, contents: string): string {
  return REWRITTEN.filter(({ modules }) => modules.test(path)).reduce(
    (text, { pattern, replacement }) => text.replaceAll(pattern, replacement),
    contents,
  );
}

function leftOutClass(name: string): string {
  return `export class ${name} {
    constructor() { throw new Error('${name} is not part of this bundle'); }
  }`;
}

/** The end of a module's path, whichever way the slashes lean. */
function inPackage(pattern: string): RegExp {
  return new RegExp(`${pattern.replaceAll('[^/]', '[^\\\\/]').replaceAll(/(?<!\\)\//g, '[\\\\/]')}$`);
}
