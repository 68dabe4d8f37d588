// What tells the local host where imbuto is in a template that holds other things too.
import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** In the metadata of the template: the paths of its imbuto constructs in the app. */
export const MARK = 'imbuto';

export function markStack(imbuto: Construct): void {
  const stack = Stack.of(imbuto);
  const others: unknown = stack.templateOptions.metadata?.[MARK];
  stack.addMetadata(MARK, [...(Array.isArray(others) ? others : []), imbuto.node.path]);
}
