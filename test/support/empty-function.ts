// A function that does nothing: tests of the template need code to zip, not what it does.
export const handler = async (): Promise<void> => {};
