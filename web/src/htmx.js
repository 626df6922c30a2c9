// idiomorph's extension looks for a global `htmx`, so it has to stand there before that module runs.
import htmx from "htmx.org";

globalThis.htmx = htmx;
export default htmx;
