#!/usr/bin/env node
// `imbuto COMMAND`, the command that the package brings. Old syntax: it runs on whatever Node the machine has.
'use strict';

process.argv.splice(2, 0, require('path').join(__dirname, 'cli.js'));
require('./preflight.cjs');
