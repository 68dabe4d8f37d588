// What the tests call of Segment's former library for Node, which brings no types.
declare module 'analytics-node' {
  type Call = Readonly<Record<string, unknown>>;
  class Analytics {
    constructor(
      writeKey: string,
      options: { readonly host: string; readonly errorHandler: (error: unknown) => void },
    );
    page(call: Call): this;
    identify(call: Call): this;
    track(call: Call): this;
    flush(): Promise<unknown>;
  }
  export = Analytics;
}
