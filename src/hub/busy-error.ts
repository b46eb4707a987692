/** More came than the disk could take, and it was turned away: nothing of it is stored, and it may be sent again soon. */
export class BusyError extends Error {
  /** What fastify answers with. */
  readonly statusCode = 503;

  constructor() {
    super("The hub is behind with writing");
    this.name = "BusyError";
  }
}
