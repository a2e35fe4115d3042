#!/bin/sh
# The namespace, if it is not there. What it holds is derived: `insats` sets the rest, and fills a new one again.
set -eu
temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" > /dev/null 2>&1 ||
    temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 30d
