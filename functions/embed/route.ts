// Which page a single-page application shows.

/** The path and, where the fragment is a path (`#/plans`, `#!/plans`), that as well. */
export function routeOf({ pathname, hash }: { readonly pathname: string; readonly hash: string }): string {
  return pathname + (/^#!?\/[^?]*/.exec(hash)?.[0] ?? '');
}
