// Which addresses webhooks are sent to: public ones. A name is resolved once, and the connection goes to what was checked.
import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPublic } from '../domain/tell/public-address.ts';

/** The address lies inside a private network, or is the machine's own. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

type Resolve = (
  name: string,
  options: { readonly all: true },
  done: (
    error: Error | null,
    addresses: readonly { readonly address: string; readonly family: number }[],
  ) => void,
) => void;

/**
 * Resolves for a connection, and gives it checked addresses only: what the name is resolved to a moment later does not matter.
 * A name with any private address is refused whole.
 */
export function checkedLookup(allowsLoopback: boolean, resolve: Resolve = lookup as Resolve): LookupFunction {
  return (name, options, done) => {
    resolve(name, { all: true }, (error, addresses) => {
      if (error !== null) return done(error, '', 0);
      const [first] = addresses;
      if (first === undefined || addresses.some(({ address }) => !isPublic(address, allowsLoopback)))
        return done(new AddressRefused('the receiver is not on the public internet'), '', 0);
      if (options.all) return done(null, [...addresses]);
      done(null, first.address, first.family);
    });
  };
}
