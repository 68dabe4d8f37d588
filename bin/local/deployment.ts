// A template that runs: its functions, behind its routes, queues, schedules and rules. Another one can take its place.
import { startEventSource } from './event-source/event-source.ts';
import { createGateway } from './gateway/gateway.ts';
import { type Jobs, startJobs } from './jobs.ts';
import { createFunctions, type Functions, type Surroundings } from './lambda/functions.ts';
import type { Listener } from './listener.ts';
import type { Speech } from './speech.ts';
import type { EmulatorClient } from './stores/emulator-client.ts';
import type { Plan } from './template/plan.ts';

export type Deployment = {
  readonly plan: Plan;
  readonly functions: Functions;
  readonly jobs: Jobs;
  /** Finishes what is in hand. */
  stop(): Promise<void>;
};

export type DeploymentSettings = Surroundings & {
  readonly listener: Listener;
  readonly queues: EmulatorClient;
  readonly stackId: string;
  /** Whether the stack is deployed for the first time. */
  readonly isNew: boolean;
  /** Called when the functions are loaded, before they are asked for anything. */
  readonly loaded?: (functions: Functions) => void;
  /** Called once requests reach the functions; what is thrown ends the deployment. */
  readonly served?: () => Promise<void>;
};

/** How long requests that are under way may take when another deployment has taken over, in ms. */
const IN_HAND_MS = 30_000;

/** @throws FunctionsUnusable, or what `served` throws; with nothing of it left running */
export async function deploy(plan: Plan, settings: DeploymentSettings): Promise<Deployment> {
  const { listener, queues, speech, stackId, isNew, loaded, served } = settings;
  const functions = createFunctions(plan, settings);
  try {
    await functions.init();
    loaded?.(functions);
    const gateway = counted(
      createGateway({
        ...plan.api,
        routes: plan.api.routes.map((route) => ({ ...route, target: functions.get(route.functionArn) })),
      }),
    );
    listener.serve(gateway.handle);
    await served?.();
    const stopSources = startEventSources(plan, functions, queues, speech);
    const jobs = startJobs(plan, functions, queues, { stackId, isNew });
    return {
      plan,
      functions,
      jobs,
      async stop() {
        jobs.stop();
        await Promise.all([stopSources(), gateway.idle(IN_HAND_MS)]);
        functions.stop();
      },
    };
  } catch (error) {
    functions.stop();
    throw error;
  }
}

/** Answers how to stop them: all at once, each with what it has in hand done. */
function startEventSources(
  plan: Plan,
  functions: Functions,
  client: EmulatorClient,
  speech: Speech,
): () => Promise<unknown> {
  const sources = plan.eventSources.map((source) => {
    const target = functions.get(source.functionArn);
    const complain = (reason: string): void => speech.error(target.speaker, reason);
    return startEventSource({ ...source, client, target, complain });
  });
  return () => Promise.all(sources.map((source) => source.stop()));
}

/** A handler that knows how many of its answers are due. */
function counted<Asked extends readonly unknown[]>(handler: (...asked: Asked) => Promise<void>) {
  const due = new Set<Promise<void>>();
  return {
    handle: (...asked: Asked): void => {
      const answer = handler(...asked).finally(() => due.delete(answer));
      due.add(answer);
    },
    /** Settles when no answer is due any more, or after so long. */
    async idle(most: number): Promise<void> {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, most);
      });
      await Promise.race([Promise.all(due), late]);
      clearTimeout(timer);
    },
  };
}
