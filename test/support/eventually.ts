// Waits for what comes true a little later, and fails with the last reason when it does not.

/** Tries `attempt` until it throws no more, for at most `ms`. */
export async function eventually<T>(attempt: () => Promise<T>, ms = 10_000, pause = 50): Promise<T> {
  for (const deadline = Date.now() + ms; ; ) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
