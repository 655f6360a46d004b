// The article editor's bundle.
import "../editor/element";
