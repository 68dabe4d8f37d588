// `npm run channels`: says into which channel a visit to an address falls, and which rule decided.
import { tellChannel } from './channels/tell-channel.ts';

process.exitCode = await tellChannel(process.argv.slice(2), process.env);
