// SPDX-License-Identifier: Apache-2.0
// Starts the page.
import './style.css';
import { render } from 'preact';
import { App } from './app.js';

render(<App />, document.getElementById('app') as HTMLElement);
