// Makes a secret as Secrets Manager's GenerateSecretString does.
import { randomInt } from 'node:crypto';
import type { Json } from './template/template.ts';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const NUMBERS = '0123456789';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

export function generateSecret(request: { readonly [key: string]: Json }): string {
  const left = (excluded: string, characters: string): string => {
    if (request[excluded] === true) return '';
    const without = typeof request.ExcludeCharacters === 'string' ? request.ExcludeCharacters : '';
    return [...characters].filter((character) => !without.includes(character)).join('');
  };
  const kinds = [
    left('ExcludeLowercase', LOWER),
    left('ExcludeUppercase', LOWER.toUpperCase()),
    left('ExcludeNumbers', NUMBERS),
    left('ExcludePunctuation', PUNCTUATION),
    request.IncludeSpace === true ? ' ' : '',
  ].filter((characters) => characters !== '');
  const length = Number(request.PasswordLength ?? 32);
  // One of each kind unless that was waived, the rest from all of them, in any order.
  const required = request.RequireEachIncludedType === false ? [] : kinds.map(pick);
  const rest = Array.from({ length: Math.max(0, length - required.length) }, () => pick(kinds.join('')));
  const password = shuffled([...required, ...rest]).join('');
  const { SecretStringTemplate, GenerateStringKey } = request;
  if (typeof SecretStringTemplate !== 'string' || typeof GenerateStringKey !== 'string') return password;
  return JSON.stringify({ ...JSON.parse(SecretStringTemplate), [GenerateStringKey]: password });
}

function pick(characters: string): string {
  return characters[randomInt(characters.length)] ?? '';
}

function shuffled(characters: readonly string[]): readonly string[] {
  const left = [...characters];
  return characters.map(() => left.splice(randomInt(left.length), 1)[0] ?? '');
}
