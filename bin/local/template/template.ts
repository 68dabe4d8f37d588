// A CloudFormation template as the local host reads it, and the assembly on disk that it comes from.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** In the metadata of a template: the paths of its imbuto constructs in the app. */
const MARK = 'imbuto';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export type Resource = {
  readonly Type: string;
  readonly Properties?: JsonObject;
  readonly Condition?: string;
};

export type Template = {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: Json }>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
  readonly Conditions?: Readonly<Record<string, Json>>;
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
  /** The path of the construct that is run; absent: the whole template is. */
  readonly root?: string;
};

export type FileAsset = { readonly bucket: string; readonly key: string; readonly path: string };

export class AssemblyUnreadable extends Error {
  override readonly name = 'AssemblyUnreadable';
}

type Manifest = { readonly artifacts: Readonly<Record<string, Artifact>> };
type Artifact = {
  readonly type: string;
  readonly properties?: {
    readonly templateFile?: string;
    readonly stackName?: string;
    readonly directoryName?: string;
  };
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

/**
 * Reads what `cdk synth` wrote to a directory.
 * @param wanted the path of the imbuto to run, or the name of its stack; absent: the only one
 * @throws AssemblyUnreadable unless it holds exactly one that is wanted
 */
export function readAssembly(directory: string, wanted?: string): Assembly {
  const found = stacksIn(directory).flatMap((stack) => stack.marks.map((root) => ({ ...stack, root })));
  const fitting = found.filter(
    ({ root, stackName }) => wanted === undefined || root === wanted || stackName === wanted,
  );
  const [one, ...more] = fitting;
  if (one === undefined || more.length > 0) throw new AssemblyUnreadable(whichOne(found, wanted));
  return assemblyOf(one, one.root);
}

type Stack = {
  readonly directory: string;
  readonly id: string;
  readonly artifact: Artifact;
  readonly stackName: string;
  readonly template: Template;
  /** The paths of the imbuto constructs in it. */
  readonly marks: readonly string[];
};

/** Of the assembly and of those of its stages. */
function stacksIn(directory: string): readonly Stack[] {
  const { artifacts } = readJson<Manifest>(directory, 'manifest.json');
  return Object.entries(artifacts).flatMap(([id, artifact]): readonly Stack[] => {
    const { type, properties = {} } = artifact;
    if (type === 'cdk:cloud-assembly') return stacksIn(join(directory, properties.directoryName ?? ''));
    if (type !== 'aws:cloudformation:stack') return [];
    const template = readJson<Template>(directory, properties.templateFile ?? `${id}.template.json`);
    const marks = template.Metadata?.[MARK];
    return [
      {
        directory,
        id,
        artifact,
        stackName: properties.stackName ?? id,
        template,
        marks: Array.isArray(marks) ? marks.map(String) : [],
      },
    ];
  });
}

function whichOne(found: readonly { readonly root: string }[], wanted: string | undefined): string {
  const names = found.map(({ root }) => root).join(', ');
  if (found.length === 0) return 'the app has no imbuto in any of its stacks: new Imbuto(stack, …) makes one';
  const asked = wanted === undefined ? 'the app has several' : `the app has none that is called ${wanted}`;
  return `${asked}: ${names}; name one of them with --only`;
}

function assemblyOf({ directory, id, artifact, stackName, template }: Stack, root: string): Assembly {
  const { metadata, additionalMetadataFile } = artifact;
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
    stackName,
    template,
    root,
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
