// What every resource is called on this machine: names, ARNs and addresses, before anything is made.
import { createHash } from 'node:crypto';
import { isWanted, type References, type Resolve, resolver, Unresolvable } from './intrinsics.ts';
import type { Json, Resource, Template } from './template.ts';

export const ACCOUNT = '000000000000';
/** Where this machine says it is: the stack names no region of its own. */
export const REGION = 'eu-west-1';

export type Place = {
  readonly stackName: string;
  readonly region: string;
  /** The GUID at the end of the stack's id, which stays as long as the data does. */
  readonly stackGuid: string;
  /** Where the HTTP API answers, without a final slash. */
  readonly apiUrl: string;
  /** Where the queues are, without a final slash. */
  readonly queuesUrl: string;
};

export type Naming = {
  readonly resolve: Resolve;
  /** The resources that their conditions let be, with properties resolved on asking. */
  readonly resources: readonly NamedResource[];
  byArn(arn: string): NamedResource | undefined;
};

export type NamedResource = {
  readonly logicalId: string;
  readonly type: string;
  /** The physical id: what `Ref` answers. */
  readonly ref: string;
  readonly name: string;
  readonly arn: string;
  properties(): { readonly [key: string]: Json };
};

/** Every resource's name follows from the stack and its logical id, so that it is the same at every start. */
export function nameResources(template: Template, place: Place): Naming {
  const { region, stackName } = place;
  const pseudo = {
    'AWS::AccountId': ACCOUNT,
    'AWS::Region': region,
    'AWS::StackName': stackName,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${ACCOUNT}:stack/${stackName}/${place.stackGuid}`,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
  };
  const named = new Map<string, Identity>();

  const references: References = {
    pseudo,
    ref: (id) => identity(id)?.ref,
    attribute(id, attribute) {
      const found = identity(id);
      if (!found) throw new Unresolvable(`Fn::GetAtt asks for ${id}, which is no resource`);
      const value = found.attributes[attribute];
      if (value === undefined) {
        throw new Unresolvable(`${attribute} of ${id} (${template.Resources[id]?.Type}) has no meaning here`);
      }
      return value;
    },
  };
  const resolve = resolver(template, references);

  function identity(id: string): Identity | undefined {
    const known = named.get(id);
    const resource = template.Resources[id];
    if (known || !resource) return known;
    const identity = identify(id, resource, explicitName(resource, resolve), place);
    named.set(id, identity);
    return identity;
  }

  const resources = Object.entries(template.Resources).flatMap(([logicalId, resource]): NamedResource[] => {
    if (!isWanted(template, resolve, resource.Condition)) return [];
    const found = identity(logicalId);
    if (!found) return [];
    return [
      {
        logicalId,
        type: resource.Type,
        ref: found.ref,
        name: found.name,
        arn: found.attributes.Arn ?? '',
        properties: () => (resolve(resource.Properties ?? {}) ?? {}) as { readonly [key: string]: Json },
      },
    ];
  });
  return { resolve, resources, byArn: (arn) => resources.find((resource) => resource.arn === arn) };
}

type Identity = {
  readonly ref: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
};

const NAME_PROPERTIES = [
  'TableName',
  'QueueName',
  'BucketName',
  'FunctionName',
  'LogGroupName',
  'TopicName',
  'Name',
];

function explicitName({ Properties = {} }: Resource, resolve: Resolve): string | undefined {
  const property = NAME_PROPERTIES.find((name) => Properties[name] !== undefined);
  const name = property && resolve(Properties[property]);
  return typeof name === 'string' ? name : undefined;
}

function identify(
  logicalId: string,
  { Type }: Resource,
  explicit: string | undefined,
  place: Place,
): Identity {
  const { region, stackName } = place;
  const name = explicit ?? shorten(`${stackName}-${logicalId}`, 63);
  const arn = (service: string, rest: string): string => `arn:aws:${service}:${region}:${ACCOUNT}:${rest}`;
  switch (Type) {
    case 'AWS::DynamoDB::Table':
    case 'AWS::DynamoDB::GlobalTable': {
      const Arn = arn('dynamodb', `table/${name}`);
      return { ref: name, name, attributes: { Arn, TableId: name, StreamArn: `${Arn}/stream/none` } };
    }
    case 'AWS::SQS::Queue': {
      const url = `${place.queuesUrl}/${ACCOUNT}/${name}`;
      return { ref: url, name, attributes: { Arn: arn('sqs', name), QueueName: name, QueueUrl: url } };
    }
    case 'AWS::S3::Bucket': {
      const bucket = name.toLowerCase();
      const host = `${bucket}.s3.${region}.amazonaws.com`;
      const attributes = { Arn: `arn:aws:s3:::${bucket}`, DomainName: host, RegionalDomainName: host };
      return { ref: bucket, name: bucket, attributes };
    }
    case 'AWS::Lambda::Function':
      return { ref: name, name, attributes: { Arn: arn('lambda', `function:${name}`) } };
    case 'AWS::ApiGatewayV2::Api': {
      const id = createHash('sha256').update(place.stackGuid).digest('hex').slice(0, 10);
      return {
        ref: id,
        name,
        attributes: { ApiId: id, ApiEndpoint: place.apiUrl, Arn: arn('apigateway', `/apis/${id}`) },
      };
    }
    case 'AWS::SecretsManager::Secret': {
      const suffix = createHash('sha256')
        .update(place.stackGuid + logicalId)
        .digest('hex')
        .slice(0, 6);
      const Arn = arn('secretsmanager', `secret:${name}-${suffix}`);
      return { ref: Arn, name, attributes: { Arn, Id: Arn } };
    }
    case 'AWS::IAM::Role': {
      const Arn = `arn:aws:iam::${ACCOUNT}:role/${name}`;
      return { ref: name, name, attributes: { Arn, RoleId: `AROA${name}` } };
    }
    case 'AWS::Logs::LogGroup':
      return { ref: name, name, attributes: { Arn: arn('logs', `log-group:${name}:*`) } };
    case 'AWS::SNS::Topic': {
      const Arn = arn('sns', name);
      return { ref: Arn, name, attributes: { Arn, TopicArn: Arn, TopicName: name } };
    }
    default: {
      const service = Type.split('::')[1]?.toLowerCase() ?? 'unknown';
      return { ref: name, name, attributes: { Arn: arn(service, name), Id: name } };
    }
  }
}

function shorten(name: string, length: number): string {
  if (name.length <= length) return name;
  return `${name.slice(0, length - 9)}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}
