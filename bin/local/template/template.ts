// A CloudFormation template as the local host reads it, and the assembly on disk that it comes from.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export type Resource = {
  readonly Type: string;
  readonly Properties?: JsonObject;
  readonly Condition?: string;
};

export type Template = {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: Json }>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
  readonly Conditions?: Readonly<Record<string, Json>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: Json; readonly Condition?: string }>>;
};

export type Assembly = {
  readonly stackName: string;
  readonly template: Template;
  /** The directory that was to be uploaded under this S3 key. */
  assetDirectory(objectKey: string): string;
  /** Files that were to be uploaded as they are; their buckets' names as a template would have them. */
  readonly files?: readonly FileAsset[];
  /** Where in the tree of constructs a resource came from, e.g. `imbuto/Api/Capture/Function/Resource`. */
  constructPath(logicalId: string): string | undefined;
};

export type FileAsset = { readonly bucket: string; readonly key: string; readonly path: string };

export class AssemblyUnreadable extends Error {
  override readonly name = 'AssemblyUnreadable';
}

type Manifest = { readonly artifacts: Readonly<Record<string, Artifact>> };
type Artifact = {
  readonly type: string;
  readonly properties?: { readonly templateFile?: string; readonly stackName?: string };
  readonly metadata?: ConstructMetadata;
  readonly additionalMetadataFile?: string;
};
type ConstructMetadata = Readonly<
  Record<string, readonly { readonly type: string; readonly data?: unknown }[]>
>;
type AssetManifest = {
  readonly files?: Readonly<
    Record<
      string,
      {
        readonly source: { readonly path: string; readonly packaging?: string };
        readonly destinations: Readonly<
          Record<string, { readonly bucketName?: string; readonly objectKey: string }>
        >;
      }
    >
  >;
};

/** Reads what `cdk synth` wrote to a directory. @throws AssemblyUnreadable unless it holds exactly one stack. */
export function readAssembly(directory: string): Assembly {
  const { artifacts } = readJson<Manifest>(directory, 'manifest.json');
  const stacks = Object.entries(artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack');
  const [stack] = stacks;
  if (!stack || stacks.length > 1) {
    throw new AssemblyUnreadable(`one stack was expected in ${directory}, found ${stacks.length}`);
  }
  const [id, { properties, metadata, additionalMetadataFile }] = stack;
  const paths = constructPaths(
    metadata ??
      (additionalMetadataFile === undefined
        ? {}
        : readJson<ConstructMetadata>(directory, additionalMetadataFile)),
  );
  const { files = {} } = readJson<AssetManifest>(directory, `${id}.assets.json`);
  const directories = new Map(
    Object.values(files).flatMap(({ source, destinations }) =>
      Object.values(destinations).map(({ objectKey }) => [objectKey, join(directory, source.path)] as const),
    ),
  );
  return {
    stackName: properties?.stackName ?? id,
    template: readJson<Template>(directory, properties?.templateFile ?? `${id}.template.json`),
    files: Object.values(files).flatMap(({ source: { path, packaging }, destinations }) =>
      packaging !== 'file' || path.endsWith('.template.json')
        ? []
        : Object.values(destinations).map(({ bucketName = '', objectKey }) => ({
            bucket: bucketName,
            key: objectKey,
            path: join(directory, path),
          })),
    ),
    assetDirectory(objectKey) {
      const found = directories.get(objectKey);
      if (found === undefined) throw new AssemblyUnreadable(`no asset has the key ${objectKey}`);
      return found;
    },
    constructPath: (logicalId) => paths.get(logicalId),
  };
}

function constructPaths(metadata: ConstructMetadata): ReadonlyMap<unknown, string> {
  return new Map(
    Object.entries(metadata).flatMap(([path, entries]) =>
      entries
        .filter(({ type }) => type === 'aws:cdk:logicalId')
        .map(({ data }) => [data, path.replace(/^\//, '')] as const),
    ),
  );
}

function readJson<T>(directory: string, file: string): T {
  try {
    return JSON.parse(readFileSync(join(directory, file), 'utf8'));
  } catch (cause) {
    throw new AssemblyUnreadable(`${file} cannot be read`, { cause });
  }
}
