// What a start has begun, and how it is taken back: in the opposite order, by a stop or by a failure half-way.

export type Undo = {
  later(step: () => unknown): void;
  all(): Promise<void>;
};

export function createUndo(): Undo {
  const steps: (() => unknown)[] = [];
  return {
    later: (step) => steps.push(step),
    async all() {
      for (const step of steps.splice(0).reverse()) await step();
    },
  };
}
