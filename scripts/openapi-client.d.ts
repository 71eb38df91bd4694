/** The client's types, of the document that a service at `address` has. */
export function clientTypes(address: string): Promise<string>;
