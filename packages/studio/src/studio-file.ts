/** What `studio.json` beside the page says. */
export interface StudioFile {
  /** Address of the model that the page opens with, from the page's own: `mnist.nescio`. Not there: none, as a service of tables has. */
  readonly model?: string;
  /** Whether that is the model of handwritten digits which comes with nescio. Default false. */
  readonly boxed?: boolean;
  /** Whether the page is served by `nescio serve`, whose addresses begin with `/v1/` on the same host. Default false. */
  readonly service?: boolean;
}
