import { render } from "preact";
import { App } from "./app.js";
import { listenToKeys } from "./keyboard.js";
import { followServer } from "./live/follow.js";

const root = document.getElementById("app");
if (root !== null) render(<App />, root);
listenToKeys();
followServer();
