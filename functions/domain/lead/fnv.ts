// FNV-1a over the units of a text: short marks that are unlikely to meet by chance, and no secret.

/** 32 bits, as a signed number. */
export function fnv1a(text: string, basis = 0x811c9dc5): number {
  let hash = basis;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}
