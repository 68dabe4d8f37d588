// What all parts of a plan are read with.
import type { NamedResource, Naming } from './physical-ids.ts';
import type { Json } from './template.ts';

export type Properties = { readonly [key: string]: Json };

/** The template asks for something that would behave otherwise here than on AWS. */
export class NotReproduced extends Error {
  override readonly name = 'NotReproduced';
}

/** A function is named by its name, its ARN, or the address that API Gateway invokes it by. */
export function functionArn(reference: string, naming: Naming, asking: NamedResource): string {
  const arn = /functions\/(arn:[^/]+)\/invocations$/.exec(reference)?.[1] ?? reference;
  const found = naming.resources.find(
    (resource) => resource.type === 'AWS::Lambda::Function' && (resource.arn === arn || resource.ref === arn),
  );
  if (!found) throw new NotReproduced(`${asking.logicalId} names a function that is not in the template.`);
  return found.arn;
}

export function numberOr(value: Json | undefined, otherwise: number): number {
  return value === undefined || value === null ? otherwise : Number(value);
}
