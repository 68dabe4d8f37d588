// What of a template belongs to the imbuto that is run: it may stand in a stack that holds other things too.
import type { Naming } from './physical-ids.ts';
import type { Assembly } from './template.ts';

/** The same names for everything, and of the resources only those of the construct. */
export function withinRoot(naming: Naming, { root, constructPath }: Assembly): Naming {
  if (root === undefined) return naming;
  const resources = naming.resources.filter(({ logicalId }) =>
    constructPath(logicalId)?.startsWith(`${root}/`),
  );
  return { ...naming, resources };
}
