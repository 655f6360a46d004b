// The mapping of what is pasted: loaded once the text stands.
export { imageBytes, mapPaste } from "../paste";
