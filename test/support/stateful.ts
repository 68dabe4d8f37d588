// The resources of a template that hold something, and what a later template would do to them.
import type { TemplateResource } from './synthesised.ts';

type Resources = Readonly<Record<string, TemplateResource>>;

/**
 * By type, the properties whose change makes CloudFormation replace the resource, which would come up empty, or generate its value anew.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
const REPLACED_BY: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::Table': ['TableName', 'KeySchema', 'LocalSecondaryIndexes'],
  'AWS::S3::Bucket': ['BucketName'],
  'AWS::SQS::Queue': ['QueueName', 'FifoQueue'],
  'AWS::SecretsManager::Secret': ['Name', 'GenerateSecretString'],
};

const KEPT = new Set(['Retain', 'RetainExceptOnCreate', 'Snapshot']);

export type Stateful = {
  readonly type: string;
  readonly deletionPolicy: string | undefined;
  readonly updateReplacePolicy: string | undefined;
  readonly isProtected: boolean;
  readonly fixed: Readonly<Record<string, unknown>>;
};

/** By logical id, which is the name of a resource from one deploy to the next. */
export function statefulOf(resources: Resources): Readonly<Record<string, Stateful>> {
  return Object.fromEntries(
    Object.entries(resources).flatMap(([id, resource]) => {
      const { Type, Properties = {}, DeletionPolicy, UpdateReplacePolicy } = resource;
      const names = REPLACED_BY[Type];
      if (names === undefined) return [];
      const fixed = names.flatMap((name) => (name in Properties ? [[name, Properties[name]]] : []));
      return [
        [
          id,
          {
            type: Type,
            deletionPolicy: DeletionPolicy,
            updateReplacePolicy: UpdateReplacePolicy,
            isProtected: Properties.DeletionProtectionEnabled === true,
            fixed: Object.fromEntries(fixed),
          },
        ],
      ];
    }),
  );
}

/** What a deploy of the later template would take from an owner of the earlier one, each as a sentence. */
export function lossesOf(
  earlier: Readonly<Record<string, Stateful>>,
  later: Readonly<Record<string, Stateful>>,
): readonly string[] {
  return Object.entries(earlier).flatMap(([id, before]) => {
    const now = later[id];
    if (now === undefined || now.type !== before.type) return [`${id} is gone or has another name`];
    return [
      ...(JSON.stringify(now.fixed) === JSON.stringify(before.fixed) ? [] : [`${id} would be replaced`]),
      ...(['deletionPolicy', 'updateReplacePolicy'] as const).flatMap((policy) =>
        KEPT.has(before[policy] ?? '') && !KEPT.has(now[policy] ?? '') ? [`${id} loses its ${policy}`] : [],
      ),
      ...(before.isProtected && !now.isProtected ? [`${id} is no longer protected against deletion`] : []),
    ];
  });
}
