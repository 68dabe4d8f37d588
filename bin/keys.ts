// `npm run keys`: shows, opens and closes forms and public keys, and makes a new key.
import { commandKeys } from './keys/command.ts';

process.exitCode = await commandKeys(process.argv.slice(2), process.env);
