// What the local host is asked for, by its arguments and its environment.
import { parseArgs } from 'node:util';

export type LocalOptions = {
  readonly dataDirectory: string;
  readonly hostname: string | undefined;
  readonly port: number;
  readonly fresh: boolean;
  readonly verbose: boolean;
  readonly quiet: boolean;
  readonly help: boolean;
  /** The path of the imbuto to run, or the name of its stack; absent: the only one of the app. */
  readonly only: string | undefined;
};

export class WrongOption extends Error {
  override readonly name = 'WrongOption';
}

export const USAGE = `npm start [-- OPTIONS]

  --fresh     start empty: forgets every lead, report and key kept here
  --quiet     print only warnings and errors of the functions
  --verbose   say how long each part of the start took
  --only NAME of an app with several: the imbuto with this path, or the one of the stack of this name
  --help      this

  PORT=3000           where to listen (0: any free port)
  HOST=0.0.0.0        listen on the network too; the loopback only when it is unset
  IMBUTO_DATA=.imbuto where everything is kept
  IMBUTO_CONFIG=file  a configuration other than funnels.config.ts
  DYNAMODB_ENDPOINT=http://localhost:8000
                      a DynamoDB that runs already, instead of the embedded one`;

/** @throws WrongOption naming what is wrong and what would be right */
export function readOptions(args: readonly string[], environment: NodeJS.ProcessEnv): LocalOptions {
  const { PORT = '', HOST, IMBUTO_DATA } = environment;
  const port = PORT === '' ? 3000 : Number(PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new WrongOption(`PORT=${PORT} is no port: give a number from 0 to 65535.`);
  }
  const flags = ((): Record<string, string | boolean | undefined> => {
    try {
      const options = { fresh: {}, verbose: {}, quiet: {}, help: {} };
      const typed = Object.fromEntries(
        Object.keys(options).map((name) => [name, { type: 'boolean' as const }]),
      );
      return parseArgs({ args: [...args], options: { ...typed, only: { type: 'string' } } }).values;
    } catch (cause) {
      throw new WrongOption(`${cause instanceof Error ? cause.message : String(cause)}\n\n${USAGE}`, {
        cause,
      });
    }
  })();
  return {
    dataDirectory: IMBUTO_DATA || '.imbuto',
    hostname: HOST || undefined,
    port,
    fresh: flags.fresh === true,
    verbose: flags.verbose === true,
    quiet: flags.quiet === true,
    help: flags.help === true,
    only: typeof flags.only === 'string' ? flags.only : undefined,
  };
}
