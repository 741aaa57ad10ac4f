package dev.pharos.server.front.v1.naming;

import dev.pharos.core.fault.Fault;
import dev.pharos.core.fault.FaultException;
import dev.pharos.server.front.wire.Params;
import java.util.List;

/** A page of a list, counted from one; what lies beyond the end is empty. */
record Page(int number, int size) {
    Page {
        if (size < 0) {
            throw new FaultException(
                    new Fault.Invalid("pageSize", Integer.toString(size), "0 or more"));
        }
    }

    /** Both parameters needed; what is no number is zero (golden 12/list-bad-page). */
    static Page lenient(Params params) {
        params.required("pageNo");
        params.required("pageSize");
        return new Page(params.lenientInteger("pageNo", 0), params.lenientInteger("pageSize", 0));
    }

    static Page strict(Params params) {
        return new Page(params.requiredInteger("pageNo"), params.requiredInteger("pageSize"));
    }

    <T> List<T> of(List<T> all) {
        long from = Math.min(all.size(), (Math.max(number, 1) - 1L) * size);
        return all.subList((int) from, (int) Math.min(all.size(), from + size));
    }
}
